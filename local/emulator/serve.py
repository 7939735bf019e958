"""Starts ministack with containers, rolling deployments, targets, logs and schedules as AWS makes them."""

import containers
import forwarding
import logs
import rollouts
import schedules
import targets
from ministack.app import main

containers.install()
logs.install()
targets.install()
forwarding.install()
rollouts.install()
schedules.install()
main()
