import unittest

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
        ecs._build_run_kwargs = lambda definition, task: {"name": definition["name"], "labels": task}
        containers.install()
        self.assertEqual(
            ecs._build_run_kwargs({"name": "web", "user": "app"}, "task/1"),
            {"name": "web", "labels": "task/1", "user": "app"})


if __name__ == "__main__":
    unittest.main()
