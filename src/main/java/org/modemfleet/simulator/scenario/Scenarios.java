package org.modemfleet.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.springframework.stereotype.Component;

/** The scenarios of this process: those under way, and the latest that have ended. */
@Component
public class Scenarios {

    private static final int REMEMBERED = 100;

    private final SimulatedModules modules;
    private final Map<String, ScenarioRun> runs = new LinkedHashMap<>();
    private int started;

    Scenarios(SimulatedModules modules) {
        this.modules = modules;
    }

    public synchronized ScenarioRun.Progress start(SimulatedModule module, Scenario scenario) {
        started++;
        String id = "s" + started;
        ScenarioRun run = new ScenarioRun(id, module, modules, scenario);
        runs.put(key(module.id(), id), run);
        List<String> ended = runs.entrySet().stream().filter(entry -> !entry.getValue().isUnderWay()).map(Map.Entry::getKey).toList();
        ended.stream().limit(Math.max(0, ended.size() - REMEMBERED)).forEach(runs::remove);
        return run.progress();
    }

    public synchronized Optional<ScenarioRun.Progress> find(String moduleId, String id) {
        return Optional.ofNullable(runs.get(key(moduleId, id))).map(ScenarioRun::progress);
    }

    /** Those that were given to this module, oldest first. */
    public synchronized List<ScenarioRun.Progress> list(String moduleId) {
        return runs.entrySet().stream().filter(entry -> entry.getKey().startsWith(moduleId + "/"))
                .map(entry -> entry.getValue().progress()).toList();
    }

    /** Stops one that is under way, forgets one that is over. False if there is no such run. */
    public synchronized boolean stop(String moduleId, String id) {
        ScenarioRun run = runs.get(key(moduleId, id));
        if (run == null) {
            return false;
        }
        if (run.isUnderWay()) {
            run.stop();
        } else {
            runs.remove(key(moduleId, id));
        }
        return true;
    }

    private static String key(String moduleId, String id) {
        return moduleId + "/" + id;
    }
}
