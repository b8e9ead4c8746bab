package org.modemfleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;

/**
 * Lets H2 open what was last committed. H2 writes each commit as a chunk and, only now and then and after the chunk, the file's header, which
 * names the newest one; the chunks between are found from the header by a chain. A commit that reuses the place of a chunk of that chain and
 * is killed before the header follows leaves the chain broken. H2 then takes the newest chunk that it still reaches, although newer whole ones
 * stand in the file: committed rows are missing. A search of the whole file, which H2 makes only when that first try finds nothing, does find
 * them. Here it is made at each start, about a second per gigabyte, and the header is set right where the two differ.
 *
 * @see <a href="https://h2database.com/html/mvstore.html#fileFormat">the file format</a>
 */
final class H2CrashRecovery {

    private static final int BLOCK = 4096;
    private static final Pattern CHUNK_HEADER = Pattern.compile("chunk:([0-9a-f]+),[^\n]*\\bversion:([0-9a-f]+)");
    /** Longer than any chunk header. */
    private static final int CHUNK_HEADER_BYTES = 1024;

    private H2CrashRecovery() {}

    /**
     * Sets the header right if it needs to be. A file that is absent or held by another process stays as it is, and so does one of which H2
     * finds no whole version: whoever opens it next is told so by H2.
     *
     * @param file as H2 names it, with its ending {@code .mv.db}
     * @return whether H2 would have opened an older version
     * @throws IllegalStateException if H2 would still open an older version
     */
    static boolean recover(String file) throws IOException {
        FilePath path = FilePath.get(file);
        if (!path.exists() || path.size() == 0) {
            return false;
        }
        Map<String, Object> header;
        long newest;
        try (MVStore store = new MVStore.Builder().fileName(file).readOnly().recoveryMode().open()) {
            newest = store.getCurrentVersion();
            header = new HashMap<>(store.getStoreHeader());
        } catch (MVStoreException e) {
            return false;
        }
        if (versionThatOpens(file) >= newest) {
            return false;
        }
        try (FileChannel channel = path.open("rw")) {
            writeHeader(channel, header, find(channel, newest));
        }
        long opens = versionThatOpens(file);
        if (opens < newest) {
            throw new IllegalStateException("version " + newest + " stands in the file, but H2 opens " + opens);
        }
        return true;
    }

    /** @return -1 if none */
    private static long versionThatOpens(String file) {
        try (MVStore store = new MVStore.Builder().fileName(file).readOnly().open()) {
            return store.getCurrentVersion();
        } catch (MVStoreException e) {
            return -1;
        }
    }

    private static Chunk find(FileChannel channel, long version) throws IOException {
        ByteBuffer begin = ByteBuffer.allocate(CHUNK_HEADER_BYTES);
        for (long block = 2; block * BLOCK < channel.size(); block++) {
            begin.clear();
            channel.read(begin, block * BLOCK);
            Matcher matcher = CHUNK_HEADER.matcher(new String(begin.array(), 0, begin.position(), StandardCharsets.ISO_8859_1));
            if (matcher.lookingAt() && Long.parseLong(matcher.group(2), 16) == version) {
                return new Chunk(matcher.group(1), block, version);
            }
        }
        throw new IllegalStateException("H2 found version " + version + " in the file, and it is not there");
    }

    /** Both copies; without the mark of a clean end, so that H2 forgives chunks that the newest version no longer needs. */
    private static void writeHeader(FileChannel channel, Map<String, Object> old, Chunk newest) throws IOException {
        HashMap<String, Object> fields = new HashMap<>(old);
        fields.remove("clean");
        fields.remove("fletcher");
        fields.put("chunk", newest.id());
        fields.put("block", newest.block());
        fields.put("version", newest.version());
        StringBuilder text = DataUtils.appendMap(new StringBuilder(), fields);
        byte[] summed = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(text, "fletcher", DataUtils.getFletcher32(summed, 0, summed.length));
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer blocks = ByteBuffer.allocate(2 * BLOCK).put(0, line).put(BLOCK, line);
        while (blocks.hasRemaining()) {
            channel.write(blocks, blocks.position());
        }
        channel.force(true);
    }

    /** @param id in hexadecimal, as it stands in its header */
    private record Chunk(String id, long block, long version) {}
}
