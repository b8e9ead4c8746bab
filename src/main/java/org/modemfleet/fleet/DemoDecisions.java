package org.modemfleet.fleet;

import org.springframework.data.repository.CrudRepository;

interface DemoDecisions extends CrudRepository<DemoDecision, String> {}
