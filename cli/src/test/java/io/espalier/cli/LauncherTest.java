package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts Espalier, with a jar that is up to date and a Java that only tells. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  @TempDir private Path home;

  @BeforeEach
  void install() throws IOException {
    Files.copy(Path.of("../espalier"), home.resolve("espalier"));
    Files.createDirectories(home.resolve("cli/target"));
    Files.createFile(home.resolve("cli/target/espalier.jar"));
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nenv\necho \"said $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String said(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", home.resolve("espalier").toString(), "describe", "a b")
            .redirectErrorStream(true);
    builder.environment().remove("ONEDNN_MAX_CPU_ISA");
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    }
  }

  /** With AVX-512 oneDNN gets convolutions wrong. */
  @Test
  void convolutionsUseNoMoreThanAvx2() throws IOException {
    assertThat(said(Map.of())).contains("ONEDNN_MAX_CPU_ISA=AVX2\n");
  }

  @Test
  void whatThePersonHasSetStays() throws IOException {
    assertThat(said(Map.of("ONEDNN_MAX_CPU_ISA", "SSE41", "JAVA_OPTS", "-Xmx2g -Da=b")))
        .contains("ONEDNN_MAX_CPU_ISA=SSE41\n")
        .containsPattern("said .*-Xmx2g -Da=b -jar .*espalier.jar describe a b\n");
  }
}
