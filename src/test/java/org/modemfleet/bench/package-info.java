/** What a fleet of simulated modules costs, measured: {@code ./mvnw -Pbench test}. Nothing of it is run by {@code verify}. */
package org.modemfleet.bench;
