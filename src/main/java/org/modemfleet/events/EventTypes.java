package org.modemfleet.events;

/** The types of events; the last part is what a reader may filter by. */
public final class EventTypes {

    /** Followed by the URC's name, or {@code unknown}. */
    public static final String URC_PREFIX = "org.modemfleet.urc.";
    /** A module's session changed its state: {@code from}, {@code to}, {@code cause}. */
    public static final String MODULE_STATE = "org.modemfleet.module.state";
    /** Another module answers than this one, so its line was left: {@code expected}, {@code answered} (IMEIs; null: it did not tell). */
    public static final String IDENTITY_MISMATCH = "org.modemfleet.module.identity-mismatch";
    /**
     * Something is missing. Without connection: the line's continuity was broken, and a new epoch begins: {@code reason},
     * {@code previousEpoch}, and {@code cause} where a reset was found out. With one: a message was lost in the module, {@code reason} {@code cache-full} and {@code droppedLength}.
     */
    public static final String GAP = "org.modemfleet.gap";
    /**
     * Followed by {@code step} (one is being taken), {@code skipped}, {@code failed}, {@code succeeded}, {@code stopped} (given up) or {@code reset}:
     * {@code trouble}, {@code reason}, and {@code step}, {@code attempt}, {@code detail} where there are any.
     */
    public static final String RECOVERY_PREFIX = "org.modemfleet.recovery.";
    /** An answer came after its command had been given up: {@code command}, {@code rows}, {@code final}. */
    public static final String COMMAND_LATE = "org.modemfleet.command.late";
    /** A command that was indeterminate was settled by asking the module: {@code commandId}, {@code kind}, {@code outcome}, {@code settledBy}, {@code detail}. */
    public static final String COMMAND_SETTLED = "org.modemfleet.command.settled";
    /** An operation on many modules went on by this one, or ended: {@code operationId}, {@code operationState}, {@code state}, counts. */
    public static final String OPERATION_PROGRESS = "org.modemfleet.operation.progress";
    /** A row of MQTTREAD, which took the message out of the module's cache: the fields of the row and {@code raw}. */
    public static final String MESSAGE_READ = "org.modemfleet.message.read";
    /** A message is in the inbox: its {@code id}, {@code topic}, {@code size}. */
    public static final String MESSAGE_STORED = "org.modemfleet.message.stored";

    /** A cache was found empty and the numbers do not add up: {@code missing} messages, {@code unannounced} messages. */
    public static final String CACHE_UNACCOUNTED = "org.modemfleet.cache.unaccounted";

    /**
     * A connection was made what is wanted of it, or could not be: {@code cause}, {@code outcome}, {@code version}, {@code sent},
     * {@code reason}.
     */
    public static final String DESIRED_RECONCILED = "org.modemfleet.desired.reconciled";
    /** A connection is found to differ from what is wanted of it, or no longer to differ: {@code settings}, {@code tls}, {@code connection}, {@code missing}, {@code unexpected}. */
    public static final String DESIRED_DRIFT = "org.modemfleet.desired.drift";

    private EventTypes() {}
}
