package org.modemfleet.simulator.standalone;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * Which modules there will be and where their lines are.
 *
 * @param firstTcpPort module i gets this plus i; 0: each gets any free port; null: no TCP
 * @param ptyDirectory where the links to the pseudo-terminals are made; null: no pseudo-terminals
 */
record StandalonePlan(List<Module> modules, @Nullable Integer firstTcpPort, @Nullable Path ptyDirectory) {

    private static final int DEFAULT_TCP_PORT = 7001;
    private static final int LAST_PORT = 65535;

    /** @param name the model as it was asked for: a sub-model, or a series for its first one */
    record Module(int index, String name, ModelProfile profile) {

        String id() {
            return Integer.toString(index);
        }
    }

    /** The modules by name, then {@code count} of {@code model}; without either, one. */
    static StandalonePlan of(ModemFleetProperties.Simulator settings) {
        List<Module> modules = new ArrayList<>();
        settings.modules().forEach(name -> modules.add(module(modules.size(), "modules", name)));
        int more = modules.isEmpty() ? Math.max(1, settings.count()) : settings.count();
        for (int i = 0; i < more; i++) {
            modules.add(module(modules.size(), "model", settings.model()));
        }
        Path directory = directory(settings.ptyDir());
        Integer port = settings.tcpPort() != null || directory != null ? settings.tcpPort() : Integer.valueOf(DEFAULT_TCP_PORT);
        if (port != null && port > 0 && port + modules.size() - 1 > LAST_PORT) {
            throw new StandaloneException(modules.size() + " modules from port " + port + " on would end beyond port " + LAST_PORT
                    + "; set a smaller modemfleet.simulator.tcp-port, or 0 for any free ports", null);
        }
        return new StandalonePlan(modules, port, directory);
    }

    private static Module module(int index, String setting, String name) {
        ModelProfile profile = ModelProfiles.standard().find(name.strip()).orElseThrow(() -> new StandaloneException(
                "setting modemfleet.simulator." + setting + " names '" + name + "', which is no model; there are " + models(), null));
        return new Module(index, name.strip(), profile);
    }

    private static String models() {
        return ModelProfiles.standard().all().stream().map(ModelProfile::series).distinct().collect(Collectors.joining(", "))
                + " and their sub-models";
    }

    private static @Nullable Path directory(@Nullable String setting) {
        if (setting == null || setting.isBlank()) {
            return null;
        }
        try {
            return Path.of(setting).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new StandaloneException("setting modemfleet.simulator.pty-dir = '" + setting + "' is no path", e);
        }
    }
}
