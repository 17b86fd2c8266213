// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

/**
 * What a node of a plan is known by in a later run.
 *
 * @param configuration a digest of its kind, coders, windowing and the values of its functions
 * @param code a digest of the job's code that these can run
 */
public record Fingerprint(String configuration, String code) {}
