// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is made of the input of a test in one of its epochs, the boldest first.
 *
 * <p>A test's own code may refuse input that the test never gives it, such as a second element
 * where a singleton is read. The job then fails, as it should, and the next alteration is tried.
 */
enum Alteration {
  /** The first half, rounded down: of a single element nothing. */
  HALF(1) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements.subList(0, elements.size() / 2);
    }

    @Override
    int copies(boolean first) {
      return first ? 1 : 0;
    }
  },

  /** The first half, rounded up: of a single element all. */
  LARGER_HALF(1) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements.subList(0, (elements.size() + 1) / 2);
    }

    @Override
    int copies(boolean first) {
      return first ? 1 : 0;
    }
  },

  /** The first half as it is, and for the rest elements that are not there. */
  HALF_AND_WRONG(1) {
    @Override
    <T> List<T> of(List<T> elements) {
      int half = elements.size() / 2;
      List<T> altered = new ArrayList<>(elements.subList(0, half));
      altered.addAll(ALL_WRONG.of(elements.subList(half, elements.size())));
      return altered;
    }

    @Override
    int copies(boolean first) {
      return HALF.copies(first);
    }
  },

  /** Nothing of what there was, all of the rest three times, and what never was there. */
  OTHER_HALF_THRICE(2) {
    @Override
    <T> List<T> of(List<T> elements) {
      int half = elements.size() / 2;
      List<T> altered = new ArrayList<>();
      for (int copy = 0; copy < COPIES; copy++) {
        altered.addAll(elements.subList(half, elements.size()));
      }
      elements
          .subList(0, half)
          .forEach(element -> WrongElement.of(element).ifPresent(altered::add));
      return altered;
    }

    @Override
    int copies(boolean first) {
      return first ? 0 : COPIES;
    }
  },

  /** The rest, once; for a single element another one, where there is one of its type. */
  OTHER_HALF(2) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements.size() == 1
          ? ALL_WRONG.of(elements)
          : elements.subList(elements.size() / 2, elements.size());
    }

    @Override
    int copies(boolean first) {
      return first ? 0 : 1;
    }
  },

  /** As many elements, but others, where there are any of their type. */
  ALL_WRONG(2) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements.stream()
          .map(element -> WrongElement.of(element).orElse(element))
          .collect(Collectors.toList());
    }

    @Override
    int copies(boolean first) {
      return OTHER_HALF.copies(first);
    }
  },

  /** The rest, once; of a single element all. */
  OTHER_HALF_OR_SAME(2) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements.subList(elements.size() / 2, elements.size());
    }

    @Override
    int copies(boolean first) {
      return OTHER_HALF.copies(first);
    }
  },

  /** Nothing at all; for tests that name it. */
  NOTHING(0) {
    @Override
    <T> List<T> of(List<T> elements) {
      return List.of();
    }

    @Override
    int copies(boolean first) {
      return 0;
    }
  },

  /** What the test says; in the last epoch, and for tests that name it. */
  NONE(0) {
    @Override
    <T> List<T> of(List<T> elements) {
      return elements;
    }

    @Override
    int copies(boolean first) {
      return 1;
    }
  };

  private static final int COPIES = 3;

  private final int epoch;

  Alteration(int epoch) {
    this.epoch = epoch;
  }

  /** Returns the alterations of an epoch, the boldest first. */
  static List<Alteration> ofEpoch(int epoch) {
    return List.of(values()).stream().filter(alteration -> alteration.epoch == epoch).toList();
  }

  /** Returns what is made of elements that are listed. */
  abstract <T> List<T> of(List<T> elements);

  /** Returns how often an element of a source stands there, which is in the first half or not. */
  abstract int copies(boolean first);
}
