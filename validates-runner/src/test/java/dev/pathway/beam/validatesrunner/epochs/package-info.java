// SPDX-License-Identifier: Apache-2.0
/**
 * Runs the pipeline of a test as three epochs of an incremental job: on half of its input, on a
 * wrong one, and on what the test says. Its entry is {@link
 * dev.pathway.beam.validatesrunner.epochs.ThreeEpochsRunner}.
 */
@NullMarked
package dev.pathway.beam.validatesrunner.epochs;

import org.jspecify.annotations.NullMarked;
