package org.modemfleet.simulator.device;

import org.modemfleet.simulator.v250.CommandTable;

/** Every command that simulated modules know. */
public final class Commands {

    private static final CommandTable<MobileTermination> TABLE = table();

    private Commands() {}

    public static CommandTable<MobileTermination> all() {
        return TABLE;
    }

    private static CommandTable<MobileTermination> table() {
        CommandTable<MobileTermination> table = new CommandTable<>();
        BasicCommands.addTo(table);
        IdentityCommands.addTo(table);
        TerminalCommands.addTo(table);
        RadioCommands.addTo(table);
        PacketCommands.addTo(table);
        PowerCommands.addTo(table);
        PowerSavingCommands.addTo(table);
        TlsCommands.addTo(table);
        MqttConfigurationCommand.addTo(table);
        MqttConnectionCommands.addTo(table);
        MqttSubscriptionCommands.addTo(table);
        MqttPublishCommand.addTo(table);
        MqttReadCommand.addTo(table);
        return table;
    }
}
