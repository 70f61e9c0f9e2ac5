/** What is wrong, with its evidence and the line to change: the findings of a diagnosis, as users read them. */
@NullMarked
package io.tunedzmq.diagnosis;

import org.jspecify.annotations.NullMarked;
