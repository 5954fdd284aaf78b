package io.espalier.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir Path folder;

  @Test
  void look() throws Exception {
    Path spec = Tiny.write(folder);
    for (String[] words :
        new String[][] {
          {"check", spec.toString()},
          {"describe", spec.toString()},
          {"search", spec.toString(), "--runs", folder.toString()},
          {"describe", folder + "/tiny"},
          {"compare", folder + "/tiny"},
          {"evaluate", folder + "/tiny"},
          {"resume", folder + "/tiny"},
          {"train", folder + "/tiny", "--runs", folder.toString()},
          {"compare", folder + "/tiny", folder + "/tiny-train"},
        }) {
      long t = System.nanoTime();
      Terminal terminal = Terminal.run((Object[]) words);
      System.out.println(String.join(" ", words) + " -> " + (System.nanoTime() - t) / 1000000);
      System.out.println(terminal.status() + "\n" + terminal.out() + "\n" + terminal.err());
    }
  }
}
