package org.modemfleet.fleet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps in memory what a database would. */
class MemoryRecoveryStore implements RecoveryStore {

    final Map<String, RecoverySettings> settings = new ConcurrentHashMap<>();
    final Map<String, RecoveryStanding> standings = new ConcurrentHashMap<>();

    @Override
    public Map<String, RecoverySettings> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public Map<String, RecoveryStanding> standings() {
        return Map.copyOf(standings);
    }

    @Override
    public void keep(String moduleId, RecoverySettings next) {
        settings.put(moduleId, next);
    }

    @Override
    public void keep(String moduleId, RecoveryStanding next) {
        standings.put(moduleId, next);
    }

    @Override
    public void forget(String moduleId) {
        settings.remove(moduleId);
        standings.remove(moduleId);
    }
}
