/** What tests of several rooms share: brokers, databases and programs of this machine. */
@NullMarked
package org.modemfleet.testsupport;

import org.jspecify.annotations.NullMarked;
