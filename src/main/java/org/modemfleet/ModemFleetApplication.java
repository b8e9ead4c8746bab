package org.modemfleet;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service: modules, their AT commands over HTTP, their events on streams. */
@SpringBootApplication
public class ModemFleetApplication {

    public static void main(String[] args) {
        SpringApplication.run(ModemFleetApplication.class, args);
    }
}
