/**
 * Registers what a context has open with the MBean server of the process, under the interfaces of {@code jmx}. Not
 * exported.
 */
@NullMarked
package io.tunedzmq.mbeans;

import org.jspecify.annotations.NullMarked;
