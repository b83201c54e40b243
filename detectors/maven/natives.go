package maven

import (
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Debian packages of what libraries open at run time.
var (
	// AWT needs fontconfig and one font: without them headless font rendering ends with a NullPointerException (JDK release notes).
	fonts     = []string{"fontconfig", "fonts-dejavu-core"}
	office    = []string{"libreoffice-core-nogui", "libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui", "fontconfig", "fonts-dejavu-core"}
	tesseract = []string{"tesseract-ocr", "libtesseract-dev"}
	graphs    = []string{"graphviz", "fontconfig", "fonts-dejavu-core"}
	browser   = []string{"libnss3", "libatk1.0-0", "libgbm1"}
	video     = []string{"ffmpeg"}
)

// natives tell what a library needs at run time and cannot bring along, with where that is said.
var natives = []struct {
	library  module.Library
	packages []string
	source   string
}{
	{module.Of("org.apache.poi", "poi", "poi-ooxml"), fonts, "Apache POI FAQ: sizes of columns are measured by AWT"},
	{module.Of("com.alibaba", "easyexcel*"), fonts, "depends on Apache POI"},
	{module.Of("cn.idev.excel", "fastexcel*"), fonts, "depends on Apache POI"},
	{module.Of("org.jeecgframework*", "autopoi*"), fonts, "depends on Apache POI"},
	{module.Of("com.github.penggle", "kaptcha"), fonts, "draws by java.awt"},
	{module.Of("pro.fessional", "kaptcha"), fonts, "draws by java.awt"},
	{module.Of("com.baomidou", "kaptcha-spring-boot-starter"), fonts, "depends on kaptcha"},
	{module.Of("com.github.whvcse", "easy-captcha"), fonts, "draws by java.awt"},
	{module.Of("io.springboot", "easy-captcha*"), fonts, "draws by java.awt"},
	{module.Of("cn.hutool", "hutool-captcha"), fonts, "draws by java.awt"},
	{module.Of("com.anji-plus", "captcha", "spring-boot-starter-captcha", "captcha-spring-boot-starter"), fonts, "draws by java.awt"},
	{module.Of("io.github.pig-mesh.plugin", "captcha-spring-boot-starter"), fonts, "draws by java.awt"},
	{module.Of("net.sf.jasperreports", "jasperreports"), fonts, "JasperReports FAQ: measures text by AWT"},
	{module.Of("org.jfree", "jfreechart"), fonts, "draws by java.awt"},
	{module.Of("org.xhtmlrenderer", "flying-saucer-pdf*"), fonts, "renders by java.awt"},
	{module.Of("net.coobird", "thumbnailator"), fonts, "draws by java.awt"},
	{module.Of("org.apache.xmlgraphics", "batik-transcoder"), fonts, "renders by java.awt"},
	{module.Of("com.aspose", "aspose-words", "aspose-cad", "aspose-cells", "aspose-slides", "aspose-pdf"), fonts, "Aspose manuals, System requirements: fonts on Linux"},
	{module.Of("org.apache.pdfbox", "pdfbox"), fonts, "PDFBox FAQ: fonts of the system stand in for those that a document lacks"},
	{module.Of("org.jodconverter", "jodconverter-local*"), office, "JODConverter wiki: a local office is started"},
	{module.Of("net.sourceforge.tess4j", "tess4j"), tesseract, "Tess4J readme: the library of Tesseract by JNA"},
	{module.Of("net.sourceforge.plantuml", "plantuml", "plantuml-mit"), graphs, "PlantUML FAQ: Graphviz draws most diagrams"},
	{module.Of("com.microsoft.playwright", "playwright"), browser, "Playwright manual, System requirements"},
	{module.Of("ws.schild", "jave-core"), video, "JAVE2 readme: the core alone brings no ffmpeg"},
}

// nativePackagesOf lists OS packages that libraries on the class path open at run time.
func nativePackagesOf(x *module.Module) []string {
	set := map[string]bool{}
	for _, n := range natives {
		if d, ok := x.HasOne([]module.Library{n.library}); ok && d.Scope != "test" {
			for _, p := range n.packages {
				set[p] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
