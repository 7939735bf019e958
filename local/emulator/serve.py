"""Starts ministack with containers, rolling deployments and targets as ECS and its load balancers make them."""

import containers
import rollouts
import targets
from ministack.app import main

containers.install()
targets.install()
rollouts.install()
main()
