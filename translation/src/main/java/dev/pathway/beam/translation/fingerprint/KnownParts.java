// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has been found out about the objects of one configuration while its canonical form is
 * written: their digests, so that an object is looked at once, however many others hold it; and
 * numbers for ids that are made for objects, in the order in which they are met. Thread-confined.
 */
final class KnownParts {
  private final @Nullable KnownParts outer;

  /** Objects that are being written, for they may hold themselves. */
  private final Set<Object> open;

  private final IdentityHashMap<Object, String> digests = new IdentityHashMap<>();

  /** Digests of objects that are made anew whenever they are asked for, by what they hold. */
  private final Map<String, String> standIns = new HashMap<>();

  private final Map<String, Integer> ids = new LinkedHashMap<>();

  /** How often an object was met within itself. */
  private long cycles;

  KnownParts() {
    outer = null;
    open = Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private KnownParts(KnownParts outer) {
    this.outer = outer;
    open = outer.open;
    ids.putAll(outer.ids);
  }

  /** Computes the digest of an object that is not known yet. */
  @FunctionalInterface
  interface Computation {
    String digest() throws IOException;
  }

  /**
   * Returns the digest of an object.
   *
   * @param standIn what tells the object from others if it is made anew whenever it is asked for,
   *     or else null
   * @return null if the object is being written: it holds itself
   */
  @Nullable String digest(Object object, @Nullable String standIn, Computation computation)
      throws IOException {
    String known = find(object, standIn);
    if (known != null) {
      return known;
    }
    if (!open.add(object)) {
      cycles++;
      return null;
    }
    long before = cycles;
    String digest = computation.digest();
    open.remove(object);
    if (cycles > before) {
      // It may be another one where none of those that hold it is being written.
      return digest;
    }
    if (standIn == null) {
      digests.put(object, digest);
    } else {
      standIns.put(standIn, digest);
    }
    return digest;
  }

  private @Nullable String find(Object object, @Nullable String standIn) {
    for (KnownParts each = this; each != null; each = each.outer) {
      String known = standIn == null ? each.digests.get(object) : each.standIns.get(standIn);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  /** Returns the number of an id, the next one if it was not met before. */
  int number(String id) {
    return ids.computeIfAbsent(id, key -> ids.size());
  }

  /**
   * Returns the same for an element of an unordered collection, whose ids have no numbers yet:
   * these must not depend on the order in which the elements happen to come.
   */
  KnownParts fork() {
    return new KnownParts(this);
  }

  /**
   * Takes over what was found out about an element.
   *
   * @return whether that is all, as there were no new ids
   */
  boolean join(KnownParts element) {
    cycles += element.cycles;
    if (element.ids.size() > ids.size()) {
      // Its digests tell of numbers that may become those of other ids.
      return false;
    }
    digests.putAll(element.digests);
    standIns.putAll(element.standIns);
    return true;
  }

  /** Numbers the new ids of an element, once the elements are in order. */
  void addIds(KnownParts element) {
    List.copyOf(element.ids.keySet()).forEach(this::number);
  }
}
