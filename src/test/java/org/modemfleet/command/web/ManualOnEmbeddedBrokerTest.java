package org.modemfleet.command.web;

class ManualOnEmbeddedBrokerTest extends ManualOverHttp {

    @Override
    int brokerPort() {
        return broker.port();
    }
}
