package org.modemfleet.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.link.tcp.TcpLinkProvider;

class LinksTest {

    private final Links links = new Links(List.of(new TcpLinkProvider()));

    @Test
    void picksTheProviderByScheme() throws LinkException {
        assertThat(links.check("tcp:[::1]:7001")).isEqualTo(LinkAddress.parse("tcp:[::1]:7001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:10.0.0.5:7001", "tcp", "tcp:", ":x", "tcp:h:1?", "tcp:h:1?a",
        "tcp:h:1?a=1&a=2", "tcp:?a=1"})
    void refusesWhatNoProviderUnderstands(String address) {
        assertThatThrownBy(() -> links.check(address)).isInstanceOf(LinkException.BadAddress.class);
    }

    @Test
    void namesTheSchemesItKnows() {
        assertThatThrownBy(() -> links.open("m", LinkAddress.parse("udp:h:1"), new RecordingListener()))
                .isInstanceOf(LinkException.BadAddress.class).hasMessageContaining("none of tcp");
    }

    @Test
    void refusesTwoProvidersOfOneScheme() {
        assertThatThrownBy(() -> new Links(List.of(new TcpLinkProvider(), new TcpLinkProvider())))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("tcp");
    }
}
