package org.modemfleet.fleet;

import org.springframework.data.repository.ListCrudRepository;

interface ModuleRepository extends ListCrudRepository<StoredModule, String> {}
