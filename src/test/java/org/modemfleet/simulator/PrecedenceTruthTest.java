package org.modemfleet.simulator;

import static org.modemfleet.simulator.mqtt.WirePacket.connack;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/**
 * Which error of several, on every model and in every state of a connection: an unknown command, then a form, key or
 * feature that is not there, then a wrong parameter, then the state; before any prompt or packet.
 */
class PrecedenceTruthTest extends EveryModel {

    /** Wrong in every respect that comes later: no such form, key or feature, wrong parameters, and some state. */
    private static List<String> notThere(ModelTruth model) {
        List<String> commands = new ArrayList<>(List.of("AT+MQTTCFG", "AT+MQTTCFG?", "AT+MQTTCFG?=9", "AT+MQTTCFG=\"nosuch\",9,x",
                "AT+MQTTCFG=,9,x", "AT+MQTTCONN", "AT+MQTTCONN?", "AT+MQTTCONN=?9", "AT+MQTTSUB", "AT+MQTTSUB?", "AT+MQTTSUB=?",
                "AT+MQTTUNSUB", "AT+MQTTUNSUB=?", "AT+MQTTPUB", "AT+MQTTPUB?", "AT+MQTTPUB=?", "AT+MQTTREAD", "AT+MQTTREAD?",
                "AT+MQTTREAD=?", "AT+MQTTSTATE", "AT+MQTTSTATE?", "AT+MQTTSTATE=?", "AT+MQTTDISC", "AT+MQTTDISC?", "AT+MQTTDISC=?"));
        if (model.cid() == null) {
            commands.addAll(List.of("AT+MQTTCFG=\"cid\"", "AT+MQTTCFG=\"cid\",9,x", "AT+MQTTCFG=\"cid\",0,1"));
        }
        if (model.ssl() == null) {
            commands.addAll(List.of("AT+MQTTCFG=\"ssl\"", "AT+MQTTCFG=\"ssl\",9,x", "AT+MQTTCFG=\"ssl\",0,1,0",
                    "AT+MSSLCFG=\"auth\",0,1", "AT+MSSLCFG=\"auth\",99,9", "AT+MSSLCERTWR=\"ca\",0,5", "AT+MSSLKEYWR=x"));
        }
        if (model.cache() == null) {
            commands.addAll(List.of("AT+MQTTCFG=\"cached\"", "AT+MQTTCFG=\"cached\",9,x", "AT+MQTTREAD=0", "AT+MQTTREAD=9,x", "AT+MQTTREAD="));
        }
        if (model.data() == null) {
            commands.addAll(List.of("AT+MQTTPUB=0,\"t\",0,0,0,4", "AT+MQTTPUB=9,t,3,2,2,x"));
        }
        return commands;
    }

    /** Wrong parameters, also where the state is wrong too. */
    private static List<String> wrong(ModelTruth model) {
        List<String> commands = new ArrayList<>(List.of("AT+MQTTCFG=\"keepalive\",0,59", "AT+MQTTCFG=\"clean\",0,2", "AT+MQTTCFG=\"reconn\",0,,",
                "AT+MQTTCFG=\"willpayload\",0,t", "AT+MQTTCFG=\"version\",0,3", "AT+MQTTCFG=keepalive,0,60", "AT+MQTTCONN=0",
                "AT+MQTTCONN=0,\"\"", "AT+MQTTCONN=9,\"h\"", "AT+MQTTCONN=0,\"h\",65536", "AT+MQTTSUB=9", "AT+MQTTSUB=0,\"t\",3",
                "AT+MQTTSUB=0,t,0", "AT+MQTTUNSUB=0", "AT+MQTTUNSUB=0,t", "AT+MQTTPUB=0,\"t\",0,0,0,2,\"m\"", "AT+MQTTPUB=0,\"t\",3,0,0,1,\"m\"",
                "AT+MQTTSTATE=9", "AT+MQTTSTATE=x", "AT+MQTTDISC=9", "AT+MQTTDISC=0,0"));
        if (model.cache() != null) {
            commands.addAll(List.of("AT+MQTTREAD=9", "AT+MQTTREAD=0,1", "AT+MQTTREAD=0,0"));
        }
        if (model.data() != null) {
            commands.addAll(List.of("AT+MQTTPUB=0,\"t\",0,0,0,x", "AT+MQTTPUB=9,\"t\",0,0,0,4", "AT+MQTTPUB=0,\"\",0,0,0,4"));
        }
        return commands;
    }

    /** Right, and so left to the state. */
    private static List<String> needConnection(ModelTruth model) {
        List<String> commands = new ArrayList<>(List.of("AT+MQTTSUB=0,\"t\",0", "AT+MQTTUNSUB=0,\"t\"", "AT+MQTTPUB=0,\"t\",0,0,0,1,\"m\""));
        if (model.data() != null) {
            commands.add("AT+MQTTPUB=0,\"t\",0,0,0,4");
        }
        return commands;
    }

    private static void inAnyState(Terminal te, ModelTruth model, int state) {
        for (String unknown : List.of("AT+MQTTNOSUCH=9,x", "AT+MQTT", "AT+MQTTCFGX=?", "AT+CREG?", "AT+NOSUCH?")) {
            te.asks(unknown, "\r\nERROR\r\n");
        }
        te.refused(notThere(model), 4).refused(wrong(model), 601);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: " + state).does("AT+MQTTSUB=0").rows("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",120");
        if (model.cache() != null) {
            te.rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theFirstThatAppliesIsTold(ModelTruth model) {
        Terminal te = terminal(model);
        String set = "AT+MQTTCFG=\"keepalive\",0,60";
        inAnyState(te, model, 3);
        te.refused(needConnection(model), 602).refused("AT+MQTTDISC=0", 602);

        te.does(connectCommand(0));
        Peer peer = accepts().expects("CONNECT");
        inAnyState(te, model, 1);
        te.refused(needConnection(model), 603).refused(connectCommand(0), 603).refused(set, 607);

        peer.sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\",0,0");
        inAnyState(te, model, 2);
        te.refused(connectCommand(0), 604).refused(set, 607);
        peer.fence();

        peer.close();
        te.urc("+MQTTURC: \"conn\",0,1");
        inAnyState(te, model, 1);
        te.refused(needConnection(model), 603).refused(connectCommand(0), 603).refused(set, 607);

        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        inAnyState(te, model, 3);
        te.refused(needConnection(model), 602).refused("AT+MQTTDISC=0", 602).does(set);
    }

    /** The format of the error is the terminal's choice, its cause is not. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theErrorIsANumberAPhraseOrJustAnError(ModelTruth model) {
        Terminal te = terminal(model);
        te.does("AT+CMEE=2").asks("AT+MQTTDISC=0", "\r\n+CME ERROR: not connected or connecting failed\r\n")
                .asks("AT+MQTTSTATE=9", "\r\n+CME ERROR: invalid parameter\r\n")
                .asks("AT+MQTTSTATE", "\r\n+CME ERROR: operation not supported\r\n").asks("AT+NOSUCH", "\r\nERROR\r\n");
        te.does("AT+CMEE=0").asks("AT+MQTTDISC=0", "\r\nERROR\r\n").asks("AT+MQTTSTATE=9", "\r\nERROR\r\n")
                .asks("AT+MQTTSTATE", "\r\nERROR\r\n").asks("AT+NOSUCH", "\r\nERROR\r\n");
        te.does("AT+CMEE=1").refused("AT+MQTTDISC=0", 602);
        te.does("AT+CMEE=2").does(connectCommand(0));
        Peer peer = accepts().expects("CONNECT");
        te.asks("AT+MQTTSUB=0,\"t\",0", "\r\n+CME ERROR: connecting\r\n");
        peer.sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\",0,0").asks(connectCommand(0), "\r\n+CME ERROR: already connected\r\n")
                .asks("AT+MQTTCFG=\"clean\",0,1", "\r\n+CME ERROR: state error\r\n");
    }
}
