package org.modemfleet.command;

import org.modemfleet.desired.DesiredState;
import org.modemfleet.onemo.ConnectId;
import org.springframework.stereotype.Component;

/** What follows for the desired state when it turns out that the module took a command. */
@Component
class Consequences {

    private final DesiredState desired;

    Consequences(DesiredState desired) {
        this.desired = desired;
    }

    void taken(String module, ConnectId connection, Intent what) {
        switch (what) {
            case Intent.Connect connect when connect.desired() -> desired.connectionApplied(module, connection, connect.to());
            case Intent.Disconnect disconnect when disconnect.desired() -> desired.disconnectApplied(module, connection);
            case Intent.Subscribe subscribe when subscribe.desired() -> desired.subscribed(module, connection, subscribe.topics());
            case Intent.Unsubscribe unsubscribe when unsubscribe.desired() ->
                    desired.unsubscribed(module, connection, unsubscribe.topics());
            case Intent.Configure configure -> configure.settings()
                    .forEach((key, fields) -> desired.settingApplied(module, connection, key, fields));
            case Intent.Connect _, Intent.Disconnect _, Intent.Subscribe _, Intent.Unsubscribe _, Intent.Publish _ -> { }
        }
    }
}
