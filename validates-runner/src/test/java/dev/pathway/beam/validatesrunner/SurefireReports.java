// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the reports in a folder say that Surefire has written. */
final class SurefireReports {
  private final Set<String> run = new HashSet<>();
  private final Set<String> notPassed = new HashSet<>();

  private SurefireReports() {}

  /**
   * Returns the tests, as Class#method, that passed each time they were run; none without folder.
   */
  static Set<String> passed(Path folder) {
    SurefireReports reports = new SurefireReports();
    if (Files.isDirectory(folder)) {
      reports.readAll(folder);
    }
    reports.run.removeAll(reports.notPassed);
    return Set.copyOf(reports.run);
  }

  private void readAll(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      for (Path file : files) {
        add(parser.parse(file.toFile()).getElementsByTagName("testcase"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the reports in " + folder, e);
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("A report in " + folder + " is no XML", e);
    }
  }

  private void add(NodeList tests) {
    for (int i = 0; i < tests.getLength(); i++) {
      Element test = (Element) tests.item(i);
      String name = test.getAttribute("classname") + "#" + test.getAttribute("name");
      run.add(name);
      if (has(test, "failure") || has(test, "error") || has(test, "skipped")) {
        notPassed.add(name);
      }
    }
  }

  private static boolean has(Element test, String child) {
    return test.getElementsByTagName(child).getLength() > 0;
  }
}
