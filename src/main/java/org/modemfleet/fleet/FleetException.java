package org.modemfleet.fleet;

/** What the registry of modules refuses. */
public abstract sealed class FleetException extends RuntimeException {

    private final String moduleId;

    protected FleetException(String moduleId, String message) {
        super(message);
        this.moduleId = moduleId;
    }

    public String moduleId() {
        return moduleId;
    }

    public static final class UnknownModule extends FleetException {
        public UnknownModule(String moduleId) {
            super(moduleId, "there is no module '" + moduleId + "'");
        }
    }

    public static final class Disabled extends FleetException {
        public Disabled(String moduleId) {
            super(moduleId, "module " + moduleId + " is disabled");
        }
    }

    public static final class ModelUnknown extends FleetException {
        public ModelUnknown(String moduleId) {
            super(moduleId, "module " + moduleId + " has not told its model yet");
        }
    }

    public static final class ModuleExists extends FleetException {
        public ModuleExists(String moduleId) {
            super(moduleId, "there is a module '" + moduleId + "' already");
        }
    }

    public static final class HasMessages extends FleetException {
        public HasMessages(String moduleId, long count) {
            super(moduleId, "module " + moduleId + " has " + count + " stored messages; purge=true deletes them");
        }
    }
}
