import unittest

from fakes import cloudwatch_logs

import logs


class Logs(unittest.TestCase):
    def setUp(self):
        cloudwatch_logs._filter_log_events = lambda data: data.get("logStreamNames", "all")
        cloudwatch_logs._log_groups = {"/web": {"streams": {"web/web/1": {}, "web/web/12": {}, "web/proxy/1": {}}}}
        cloudwatch_logs._resolve_log_group_name = lambda data: data["logGroupName"]
        logs.install()

    def filtered(self, **data):
        return cloudwatch_logs._filter_log_events({"logGroupName": "/web", **data})

    def test_are_searched_by_the_prefix_of_their_stream(self):
        self.assertEqual(self.filtered(logStreamNamePrefix="web/web/1"), ["web/web/1", "web/web/12"])

    def test_are_not_all_searched_where_no_stream_has_the_prefix(self):
        self.assertEqual(self.filtered(logStreamNamePrefix="web/web/2"), ["web/web/2"])

    def test_are_searched_as_ministack_does_without_a_prefix_or_a_group(self):
        self.assertEqual(self.filtered(), "all")
        self.assertEqual(self.filtered(logGroupName="/gone", logStreamNamePrefix="web"), "all")


if __name__ == "__main__":
    unittest.main()
