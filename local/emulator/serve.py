"""Starts ministack with containers, rolling deployments, targets and logs as AWS makes them."""

import containers
import logs
import rollouts
import targets
from ministack.app import main

containers.install()
logs.install()
targets.install()
rollouts.install()
main()
