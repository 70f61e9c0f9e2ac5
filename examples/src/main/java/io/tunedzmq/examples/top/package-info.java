/**
 * The parts of {@link io.tunedzmq.examples.Top}: the way to a process, what is read there, and how it is shown. All of
 * it reads MBeans of {@link io.tunedzmq.jmx} and nothing else.
 */
@NullMarked
package io.tunedzmq.examples.top;

import org.jspecify.annotations.NullMarked;
