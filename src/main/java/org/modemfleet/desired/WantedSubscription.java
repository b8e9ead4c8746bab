package org.modemfleet.desired;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * A topic filter that was subscribed through us.
 *
 * @param qos the maximum QoS that was asked for, whatever was granted
 */
@Embeddable
public record WantedSubscription(@Column(name = "topic") String topic, @Column(name = "qos") int qos) {}
