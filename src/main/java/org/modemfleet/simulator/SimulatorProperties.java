package org.modemfleet.simulator;

import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** @param timeScale simulated seconds per real second, for every timer of a simulated module; greater than 0 */
@Validated
@ConfigurationProperties("modemfleet.simulator")
record SimulatorProperties(@DefaultValue("1") @Positive double timeScale) {}
