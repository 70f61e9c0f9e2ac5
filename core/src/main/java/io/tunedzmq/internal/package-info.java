/**
 * What several packages share and nobody outside needs: argument checks, counters, quantities as text, a log that
 * nobody can fill.
 */
@NullMarked
package io.tunedzmq.internal;

import org.jspecify.annotations.NullMarked;
