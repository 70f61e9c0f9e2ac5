/**
 * The parts of {@link io.tunedzmq.examples.Calibrate}: a load, its runs under different settings, and what they say.
 */
@NullMarked
package io.tunedzmq.examples.calibrate;

import org.jspecify.annotations.NullMarked;
