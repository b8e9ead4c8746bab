package org.modemfleet.inbox;

import org.springframework.stereotype.Component;

/** Keeps the accounts of the caches; within the projection's transactions. */
@Component
class CacheLedger {

    private final CacheAccounts accounts;

    CacheLedger(CacheAccounts accounts) {
        this.accounts = accounts;
    }

    void book(CacheEntry entry) {
        CacheAccount account = accounts.findById(entry.key()).orElseGet(() -> new CacheAccount(entry.key(), entry.epoch()));
        switch (entry.kind()) {
            case ANNOUNCED -> account.announced(entry.amount());
            case DROPPED -> account.dropped(entry.amount());
            case READ -> account.read(entry.amount());
            case BALANCED -> account.balanced(entry.amount(), entry.surplus());
        }
        accounts.save(account);
    }

    void beginEpoch(String module, long epoch) {
        accounts.findByKeyModuleId(module).forEach(account -> {
            account.nextEpoch(epoch);
            accounts.save(account);
        });
    }
}
