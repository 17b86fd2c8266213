/** What is replaced in a pipeline before it is translated. */
@NullMarked
package dev.pathway.beam.translation.override;

import org.jspecify.annotations.NullMarked;
