/**
 * What happened in a window of time: two observations, their difference, and what was sampled in between. No thread, no
 * clock, no socket.
 */
@NullMarked
package io.tunedzmq.window;

import org.jspecify.annotations.NullMarked;
