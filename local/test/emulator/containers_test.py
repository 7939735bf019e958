import unittest
from unittest import mock

from fakes import ecs

import containers


class Containers(unittest.TestCase):
    def test_run_as_their_definition_says(self):
        definition = {
            "entryPoint": ["/bin/serve"], "user": "1000:1000", "workingDirectory": "/app", "readonlyRootFilesystem": True}
        self.assertEqual(containers.settings(definition), {
            "entrypoint": ["/bin/serve"], "user": "1000:1000", "working_dir": "/app", "read_only": True})

    def test_run_as_their_image_says_where_the_definition_says_nothing(self):
        self.assertEqual(containers.settings({"name": "web", "readonlyRootFilesystem": False}), {})

    def test_keep_what_ministack_tells_docker(self):
        ecs._build_run_kwargs = lambda definition, *rest: {"name": definition["name"], "environment": rest[1]}
        containers.install()
        made = ecs._build_run_kwargs({"name": "web", "user": "app"}, {}, {"A": "b"}, {}, "net", False, "0f", "t", None, "c/main")
        self.assertEqual((made["name"], made["user"], made["environment"]["A"]), ("web", "app", "b"))

    def test_find_the_gateway_with_keys_of_their_own(self):
        given = {
            "A": "b", "AWS_ENDPOINT_URL": "http://x:1", "ECS_CONTAINER_METADATA_URI_V4": "http://x:1/v4/token",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x:1/v2", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "t"}
        with mock.patch.dict("os.environ", {"MINISTACK_REGION": "eu-west-1"}):
            told = containers.environment({"name": "web"}, given, "task.main.0f", "172.17.0.1", "4566")
        self.assertEqual(told, {
            "A": "b", "AWS_ENDPOINT_URL": "http://172.17.0.1:4566",
            "ECS_CONTAINER_METADATA_URI_V4": "http://172.17.0.1:4566/v4/token",
            "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "task.main.0f", "AWS_SECRET_ACCESS_KEY": "local"})

    def test_keep_an_address_and_keys_that_their_definition_gives(self):
        definition = {"environment": [{"name": "AWS_ENDPOINT_URL", "value": "http://db:8000"}]}
        given = {"AWS_ACCESS_KEY_ID": "mine", "AWS_ENDPOINT_URL": "http://x:1"}
        told = containers.environment(definition, given, "task.main.0f", "172.17.0.1", "4566")
        self.assertEqual((told["AWS_ENDPOINT_URL"], told["AWS_ACCESS_KEY_ID"]), ("http://db:8000", "mine"))


if __name__ == "__main__":
    unittest.main()
