// SPDX-License-Identifier: Apache-2.0
/**
 * Files as Beam's WriteFiles writes them: not more of them than need be, and no temporary ones left
 * behind by a job that failed.
 *
 * <p>Entry type {@link dev.pathway.beam.connectors.file.WriteFilesTranslator}.
 */
@NullMarked
package dev.pathway.beam.connectors.file;

import org.jspecify.annotations.NullMarked;
