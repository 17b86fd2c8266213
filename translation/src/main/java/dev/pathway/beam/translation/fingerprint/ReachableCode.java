// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Tells what code of the job can run, beginning with some of it, by a digest.
 *
 * <p>Whatever is mentioned by what can run can run: of a class that is made, or whose objects are
 * used, all methods; of one that is not, only the static methods and lambdas that are called.
 * Classes that are found by reflection or behind interfaces are not seen, unless they are part of
 * the configuration.
 */
final class ReachableCode {
  private final JobClasses classes;
  private final Map<CodePart, Code> read = new HashMap<>();
  private final Set<String> owners = new HashSet<>();

  ReachableCode(JobClasses classes) {
    this.classes = classes;
  }

  /** Adds to a digest all that can be reached. */
  void addTo(Digest digest, Collection<CodePart> roots) {
    Map<CodePart, Integer> numbers = new HashMap<>();
    Queue<CodePart> open = new ArrayDeque<>();
    roots.forEach(root -> add(digest, root, numbers, open));
    for (CodePart part = open.poll(); part != null; part = open.poll()) {
      Code code = code(part);
      digest.add(code.digest().getBytes(UTF_8));
      // By numbers, since names of lambdas and anonymous classes change with those before them.
      code.uses().forEach(use -> add(digest, use, numbers, open));
    }
  }

  private static void add(
      Digest digest, CodePart part, Map<CodePart, Integer> numbers, Queue<CodePart> open) {
    Integer number = numbers.get(part);
    if (number == null) {
      number = numbers.size();
      numbers.put(part, number);
      open.add(part);
    }
    digest.add(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private Code code(CodePart part) {
    if (owners.add(part.owner())) {
      read.putAll(ClassText.read(classes.read(part.owner()), classes::contains));
    }
    Code code = read.get(part);
    if (code != null) {
      return code;
    }
    // An inherited method is one of a class that the whole of this one mentions.
    Code whole = read.get(CodePart.ofClass(part.owner()));
    return part.isInitializer() || whole == null ? Code.NONE : whole;
  }
}
