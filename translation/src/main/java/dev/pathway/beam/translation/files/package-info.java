/**
 * Files as input that changes: what tells one version of a file from another, which sources and
 * steps read files, and how steps that do so run in an incremental job. Begins with {@link
 * dev.pathway.beam.translation.files.FileSteps} and {@link
 * dev.pathway.beam.translation.files.FileChanges}.
 */
@NullMarked
package dev.pathway.beam.translation.files;

import org.jspecify.annotations.NullMarked;
