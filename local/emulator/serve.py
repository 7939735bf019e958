"""Starts ministack with rolling deployments and targets as ECS and its load balancers make them."""

import rollouts
import targets
from ministack.app import main

targets.install()
rollouts.install()
main()
