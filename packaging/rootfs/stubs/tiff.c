/* libspandsp asks the loader for libtiff, which it uses for fax pages alone, and libtiff brings five more libraries.
   The box sends no faxes: in libtiff's place stands this, which opens no file. */
void *TIFFOpen(const char *name, const char *mode) { return 0; }
void TIFFClose(void *tiff) {}
int TIFFGetField(void *tiff, unsigned tag, ...) { return 0; }
int TIFFSetField(void *tiff, unsigned tag, ...) { return 0; }
int TIFFReadScanline(void *tiff, void *buffer, unsigned row, unsigned short sample) { return -1; }
int TIFFSetDirectory(void *tiff, unsigned directory) { return 0; }
int TIFFWriteDirectory(void *tiff) { return 0; }
long TIFFWriteEncodedStrip(void *tiff, unsigned strip, void *data, long size) { return -1; }
unsigned TIFFDefaultStripSize(void *tiff, unsigned request) { return 0; }
