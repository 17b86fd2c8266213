// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.util.List;

/**
 * What a class or method says by itself.
 *
 * @param digest a digest of it, without the names of what it uses of the job's code
 * @param uses what it uses of the job's code, in the order of mention
 */
record Code(String digest, List<CodePart> uses) {
  static final Code NONE = new Code("", List.of());

  Code {
    uses = List.copyOf(uses);
  }
}
