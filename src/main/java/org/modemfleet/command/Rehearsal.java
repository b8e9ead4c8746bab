package org.modemfleet.command;

import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * A command without a module: everything that is checked before one is needed is checked, as for each model that there is. So a command
 * that none could take is refused before it is given to many.
 */
public final class Rehearsal {

    /** The module that a rehearsed command is for: there is none of that name. */
    public static final String NOBODY = "";

    private static final ScopedValue<Rehearsal> UNDER_WAY = ScopedValue.newInstance();

    private final ModelProfile profile;
    private final InputFormat inputFormat;

    private Rehearsal(ModelProfile profile, InputFormat inputFormat) {
        this.profile = profile;
        this.inputFormat = inputFormat;
    }

    /** The module would be needed now: nothing was found wrong. */
    private static final class Passed extends RuntimeException {
        private Passed() {
            super("rehearsed", null, false, false);
        }
    }

    /** A command for the module {@link #NOBODY}. */
    @FunctionalInterface
    public interface Given {
        void give() throws Exception;
    }

    /**
     * Returns if some model could take the command, in some input format.
     *
     * @throws CommandException or what else its own endpoint would refuse it with, whatever the module
     */
    public static void of(Given command) throws Exception {
        RuntimeException refusal = null;
        for (ModelProfile profile : ModelProfiles.standard().all()) {
            for (InputFormat inputFormat : InputFormat.values()) {
                try {
                    ScopedValue.where(UNDER_WAY, new Rehearsal(profile, inputFormat)).call(() -> {
                        command.give();
                        return null;
                    });
                    return;
                } catch (Passed passed) {
                    return;
                } catch (CommandException.Unsupported lacking) {
                    // Only worth telling if no model comes nearer.
                    refusal = refusal == null ? lacking : refusal;
                } catch (CommandException.Invalid wrong) {
                    refusal = refusal instanceof CommandException.Invalid ? refusal : wrong;
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    static boolean isUnderWay() {
        return UNDER_WAY.isBound();
    }

    static ModelProfile profile() {
        return UNDER_WAY.get().profile;
    }

    static InputFormat inputFormat() {
        return UNDER_WAY.get().inputFormat;
    }

    /** To be called where the module itself is needed. */
    static void endHere() {
        if (isUnderWay()) {
            throw new Passed();
        }
    }
}
