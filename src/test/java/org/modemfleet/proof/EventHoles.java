package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** The events of a module count from 1 in each epoch, without holes. */
final class EventHoles {

    private EventHoles() {}

    /**
     * @param events of one module, all of them
     * @return the number of its epochs
     */
    static int assertNone(List<JsonNode> events) {
        Map<Long, List<Long>> sequences = new TreeMap<>();
        for (JsonNode event : events) {
            long epoch = Long.parseLong(event.path("id").asString().split("/")[1]);
            sequences.computeIfAbsent(epoch, _ -> new ArrayList<>()).add(Long.parseLong(event.path("sequence").asString()));
        }
        sequences.forEach((epoch, own) -> assertThat(own).as("epoch " + epoch)
                .isEqualTo(LongStream.rangeClosed(1, own.size()).boxed().toList()));
        return sequences.size();
    }
}
