/** What several packages share and nobody outside needs: argument checks. */
@NullMarked
package io.tunedzmq.internal;

import org.jspecify.annotations.NullMarked;
