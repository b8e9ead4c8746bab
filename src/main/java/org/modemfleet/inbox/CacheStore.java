package org.modemfleet.inbox;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

interface CachePolicies extends JpaRepository<CachePolicy, CacheKey> {
    List<CachePolicy> findByKeyModuleId(String moduleId);
}

interface CacheAccounts extends JpaRepository<CacheAccount, CacheKey> {
    List<CacheAccount> findByKeyModuleId(String moduleId);
}

/** The caches' transactions beside those of the projection. */
@Component
class CacheStore {

    private final CachePolicies policies;
    private final CacheAccounts accounts;

    CacheStore(CachePolicies policies, CacheAccounts accounts) {
        this.policies = policies;
        this.accounts = accounts;
    }

    @Transactional(readOnly = true)
    List<CachePolicy> policies() {
        return policies.findAll();
    }

    @Transactional
    void policy(CacheKey key, Drain drain) {
        policies.save(new CachePolicy(key, drain));
    }

    @Transactional(readOnly = true)
    Optional<CacheAccount> account(CacheKey key) {
        return accounts.findById(key);
    }

    @Transactional
    void purge(String moduleId) {
        policies.deleteAll(policies.findByKeyModuleId(moduleId));
        accounts.deleteAll(accounts.findByKeyModuleId(moduleId));
    }
}
