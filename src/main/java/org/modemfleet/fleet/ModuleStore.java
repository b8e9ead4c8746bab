package org.modemfleet.fleet;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The modules in the database; each method is a transaction of its own. */
@Component
class ModuleStore {

    private final ModuleRepository modules;
    private final DemoDecisions demo;
    private final TransactionTemplate transaction;

    ModuleStore(ModuleRepository modules, DemoDecisions demo, TransactionTemplate transaction) {
        this.modules = modules;
        this.demo = demo;
        this.transaction = transaction;
    }

    List<ModuleSpec> all() {
        return modules.findAll().stream().map(StoredModule::spec).toList();
    }

    /**
     * Enters the demo modules if that was never decided and there are no others; decides it for good.
     *
     * @param specs made only when needed
     */
    void decideDemo(Instant now, Supplier<List<ModuleSpec>> specs) {
        transaction.executeWithoutResult(_ -> {
            if (demo.existsById(DemoDecision.ID)) {
                return;
            }
            boolean empty = modules.count() == 0;
            if (empty) {
                modules.saveAll(specs.get().stream().map(StoredModule::new).toList());
            }
            demo.save(new DemoDecision(empty, now.truncatedTo(ChronoUnit.MICROS)));
        });
    }

    /** @throws FleetException.ModuleExists if the id is taken */
    void insert(ModuleSpec spec) {
        try {
            transaction.executeWithoutResult(_ -> modules.save(new StoredModule(spec)));
        } catch (DataIntegrityViolationException taken) {
            throw new FleetException.ModuleExists(spec.id());
        }
    }

    void update(ModuleSpec spec) {
        transaction.executeWithoutResult(_ -> modules.findById(spec.id())
                .orElseThrow(() -> new FleetException.UnknownModule(spec.id())).take(spec));
    }

    /** @param first what else is deleted with it, or refuses that */
    void delete(ModuleSpec spec, Runnable first) {
        transaction.executeWithoutResult(_ -> {
            first.run();
            if (spec.stored()) {
                modules.deleteById(spec.id());
            }
        });
    }
}
