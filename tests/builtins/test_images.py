"""Images in the language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

I23 = "Image[{{0, 1, 0.5}, {0.25, 0.75, 0.125}}]"
RGB = 'Image[{{{1, 0, 0}, {0, 0.5, 1}}}, ColorSpace -> "RGB"]'


@pytest.mark.parametrize("source, result", [
    (I23, "-Image-"),
    ("{" + I23 + "}", "{-Image-}"),
    ("Image3D[{{{0, 1}}}]", "-Image3D-"),
    (f"InputForm[{I23}]", 'Image[{{0., 1., 0.5}, {0.25, 0.75, 0.125}}, "Real32", ColorSpace -> Automatic]'),
    ('InputForm[Image[{{0, 255}}, "Byte"]]', 'Image[{{0, 255}}, "Byte", ColorSpace -> Automatic]'),
    (f"Head[{I23}]", "Image"),
    (f"AtomQ[{I23}]", "True"),
    (f"ToExpression[ToString[{I23}, InputForm]] === {I23}", "True"),
    (f"ToExpression[ToString[{RGB}, InputForm]] === {RGB}", "True"),
    (f"{I23} == {I23}", "True"),
    (f"{I23} == {RGB}", "False"),
    (f"ImageDimensions[{I23}]", "{3, 2}"),
    (f"ImageChannels[{RGB}]", "3"),
    (f"ImageColorSpace[{RGB}]", "RGB"),
    (f"ImageColorSpace[{I23}]", "Automatic"),
    ('ImageType[Image[{{0, 7}}, "Byte"]]', "Byte"),
    ('ImageType[Image[NumericArray[{{0, 7}}, "UnsignedInteger8"]]]', "Byte"),
    (f"ImageAspectRatio[{I23}]", "2/3"),
    (f"{{ImageQ[{I23}], ImageQ[1], ImageQ[x]}}", "{True, False, False}"),
    (f"ImageData[{I23}]", "{{0., 1., 0.5}, {0.25, 0.75, 0.125}}"),
    (f'ImageData[{I23}, "Byte"]', "{{0, 255, 128}, {64, 191, 32}}"),
    ('ImageData[Image[{{0, 51}}, "Byte"]]', "{{0., 0.2}}"),
    ('ImageData[Image[{{0, 1}}, "Bit"]]', "{{0, 1}}"),
    ("ImageData[Image[{{2, -1}}]]", "{{2., -1.}}"),
    ('ImageData[Image[{{300, -1}}, "Byte"], "Byte"]', "{{255, 0}}"),
    (f"ImageData[{RGB}]", "{{{1., 0., 0.}, {0., 0.5, 1.}}}"),
    (f"ImageData[{RGB}, Interleaving -> False]", "{{{1., 0.}}, {{0., 0.5}}, {{0., 1.}}}"),
    ("ImageData[Image[{{{1, 0}}, {{0, 0.5}}, {{0, 1}}}, Interleaving -> False]]", "{{{1., 0., 0.}, {0., 0.5, 1.}}}"),
    (f"ImageData[{I23}, DataReversed -> True]", "{{0.25, 0.75, 0.125}, {0., 1., 0.5}}"),
    (f'ImageType[Image[{I23}, "Byte"]]', "Byte"),
    (f"ImageDimensions[{{{I23}, {RGB}}}]", "{{3, 2}, {2, 1}}"),
    ("ImageDimensions[Image3D[RandomReal[1, {2, 3, 4}]]]", "{4, 3, 2}"),
    (f"Length[Image3DSlices[Image3D[{{{I23}, {I23}}}]]]", "2"),
    ("ImageDimensions[RandomImage[]]", "{150, 150}"),
    ("ImageChannels[RandomImage[1, 5, ColorSpace -> \"RGB\"]]", "3"),
    ("BlockRandom[SeedRandom[3]; RandomImage[1, 4]] === BlockRandom[SeedRandom[3]; RandomImage[1, 4]]", "True"),
    ("With[{d = Flatten[ImageData[RandomImage[{2, 3}, {20, 10}]]]}, Min[d] >= 2 && Max[d] <= 3]", "True"),
    ("ImageData[ConstantImage[Red, {2, 1}]]", "{{{1., 0., 0.}, {1., 0., 0.}}}"),
    (f"ImageValue[{I23}, {{0.5, 0.5}}]", "0.25"),
    (f"PixelValue[{I23}, {{3, 2}}]", "0.5"),
    (f"PixelValue[{I23}, {{{{1, 1}}, {{1, 2}}}}]", "{0.25, 0.}"),
])
def test_making_and_properties(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, result", [
    (f"ImageDimensions[ImageResize[{I23}, 6]]", "{6, 4}"),
    (f"ImageDimensions[ImageResize[{I23}, {{6, 5}}]]", "{6, 5}"),
    (f"ImageDimensions[ImageResize[{I23}, {{Automatic, 6}}]]", "{9, 6}"),
    (f"ImageDimensions[ImageResize[{I23}, {{9}}]]", "{9, 6}"),
    (f"ImageDimensions[ImageResize[{I23}, Scaled[2]]]", "{6, 4}"),
    (f"ImageDimensions[ImageResize[{I23}, {{{{9}}, {{4}}}}]]", "{6, 4}"),
    (f"ImageDimensions[ImageResize[{{{I23}, {RGB}}}, {{4, 4}}]]", "{{4, 4}, {4, 4}}"),
    (f'ImageData[ImageResize[{I23}, {{6, 2}}, Resampling -> "Nearest"]]',
     "{{0., 0., 1., 1., 0.5, 0.5}, {0.25, 0.25, 0.75, 0.75, 0.125, 0.125}}"),
    ("ImageDimensions[ImageResize[Image3D[RandomReal[1, {2, 3, 4}]], {8, 6, 4}]]", "{8, 6, 4}"),
    (f"ImageData[ImagePad[{I23}, {{{{1, 0}}, {{0, 1}}}}, White]]",
     "{{1., 1., 1., 1.}, {1., 0., 1., 0.5}, {1., 0.25, 0.75, 0.125}}"),
    ('ImageData[ImagePad[Image[{{1, 0.5}}], 1, "Fixed"]]',
     "{{1., 1., 0.5, 0.5}, {1., 1., 0.5, 0.5}, {1., 1., 0.5, 0.5}}"),
    (f"ImageData[ImagePad[{I23}, {{{{-1, 0}}, {{0, -1}}}}]]", "{{0.75, 0.125}}"),
    (f"ImageData[ImageCrop[{I23}, {{2, 1}}]]", "{{0., 1.}}"),
    (f"ImageData[ImageCrop[{I23}, {{2, 1}}, {{Right, Bottom}}]]", "{{0.75, 0.125}}"),
    ("ImageData[ImageCrop[Image[{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}]]]", "{{1.}}"),
    (f"ImageData[ImageTake[{I23}, 1]]", "{{0., 1., 0.5}}"),
    (f"ImageData[ImageTake[{I23}, -1, {{2, 3}}]]", "{{0.75, 0.125}}"),
    (f"Map[ImageData, ImagePartition[{I23}, {{1, 2}}], {{2}}]", "{{{{0.}, {0.25}}, {{1.}, {0.75}}, {{0.5}, {0.125}}}}"),
    ("Dimensions[ImagePartition[RandomImage[1, {7, 5}], 3, 2]]", "{2, 3}"),
    ("With[{i = RandomImage[1, {6, 4}]}, ImageAssemble[ImagePartition[i, 2]] == i]", "True"),
    (f"ImageData[ImageRotate[{I23}]]", "{{0.5, 0.125}, {1., 0.75}, {0., 0.25}}"),
    (f"ImageRotate[{I23}, Pi/2] == ImageRotate[{I23}]", "True"),
    (f"ImageRotate[{I23}, Right] == ImageRotate[{I23}, -Pi/2]", "True"),
    (f"ImageData[ImageReflect[{I23}]]", "{{0.25, 0.75, 0.125}, {0., 1., 0.5}}"),
    (f"ImageData[ImageReflect[{I23}, Left -> Right]]", "{{0.5, 1., 0.}, {0.125, 0.75, 0.25}}"),
    (f"ImageData[ImageReflect[{I23}, Top -> Left]]", "{{0., 0.25}, {1., 0.75}, {0.5, 0.125}}"),
    ("ImageDimensions[Thumbnail[RandomImage[1, {30, 60}], 20]]", "{10, 20}"),
    ("ImageDimensions[ImageCollage[Table[RandomImage[1, 4], 3]]]", "{8, 8}"),
])
def test_geometry(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, result", [
    (f'ImageData[ColorConvert[{RGB}, "Grayscale"]]', "{{0.299, 0.4075}}"),
    (f'ImageColorSpace[ColorConvert[{RGB}, "HSB"]]', "HSB"),
    (f'ImageChannels[ColorConvert[{I23}, "RGB"]]', "3"),
    ('ColorConvert[Red, "HSB"]', "Hue[0., 1., 1.]"),
    ('ColorConvert[GrayLevel[0.5], "RGB"]', "RGBColor[0.5, 0.5, 0.5]"),
    ('ColorConvert[{Red, Blue}, "CMYK"]', "{CMYKColor[0., 1., 1., 0.], CMYKColor[1., 1., 0., 0.]}"),
    ("ColorNegate[RGBColor[1, 0.25, 0]]", "RGBColor[0., 0.75, 1.]"),
    (f"ImageData[ColorNegate[{I23}]]", "{{1., 0., 0.5}, {0.75, 0.25, 0.875}}"),
    (f"ImageData /@ ColorSeparate[{RGB}]", "{{{1., 0.}}, {{0., 0.5}}, {{0., 1.}}}"),
    (f'ImageData[ColorSeparate[{RGB}, "Green"]]', "{{0., 0.5}}"),
    (f'ColorCombine[ColorSeparate[{RGB}], "RGB"] == {RGB}', "True"),
    (f"ImageData[Binarize[{I23}, 0.4]]", "{{0, 1, 1}, {0, 1, 0}}"),
    (f"ImageType[Binarize[{I23}]]", "Bit"),
    ("ImageData[Binarize[Image[{{0.1, 0.2, 0.8, 0.9}}]]]", "{{0, 0, 1, 1}}"),
    (f"ImageData[Binarize[{I23}, {{0.2, 0.6}}]]", "{{0, 0, 1}, {1, 0, 0}}"),
    (f"ImageData[Binarize[{I23}, # > 0.6 &]]", "{{0, 1, 0}, {0, 1, 0}}"),
    ("ImageData[ImageAdjust[Image[{{0.5, 0.75}}]]]", "{{0., 1.}}"),
    (f"ImageData[ImageApply[1 - # &, {I23}]]", "{{1., 0., 0.5}, {0.75, 0.25, 0.875}}"),
    (f"ImageData[ImageApply[Reverse, {RGB}]]", "{{{0., 0., 1.}, {1., 0.5, 0.}}}"),
    (f"ImageData[ImageApply[Max, {RGB}]]", "{{1., 1.}}"),
    (f"ImageData[ImageApply[Plus, {{{I23}, {I23}}}]]", "{{0., 2., 1.}, {0.5, 1.5, 0.25}}"),
    (f"ImageData[ImageAdd[{I23}, {I23}]]", "{{0., 2., 1.}, {0.5, 1.5, 0.25}}"),
    (f"ImageData[ImageSubtract[{I23}, 0.125]]", "{{-0.125, 0.875, 0.375}, {0.125, 0.625, 0.}}"),
    (f"ImageData[ImageMultiply[{RGB}, Green]]", "{{{0., 0., 0.}, {0., 0.5, 0.}}}"),
    ('ImageData[ImageMultiply[Image[{{200, 100}}, "Byte"], 0.5], "Byte"]', "{{100, 50}}"),
    ('ImageData[ImageAdd[Image[{{200}}, "Byte"], Image[{{100}}, "Byte"]], "Byte"]', "{{255}}"),
    (f"ImageData[1 - {I23}]", "{{1., 0., 0.5}, {0.75, 0.25, 0.875}}"),
    (f"ImageData[({I23} + {I23})/2] == ImageData[{I23}]", "True"),
    (f"ImageData[{I23}^2]", "{{0., 1., 0.25}, {0.0625, 0.5625, 0.015625}}"),
    ("ImageData[MeanFilter[Image[{{0, 0, 0.75, 0, 0}}], 1]]", "{{0., 0.25, 0.25, 0.25, 0.}}"),
    ("Round[Total[GaussianFilter[{0, 0, 0, 1, 0, 0, 0}, 2]], 10^-8.]", "1."),
    (f"ImageDimensions[Blur[{RGB}]]", "{2, 1}"),
    ("ImageData[RemoveAlphaChannel[Image[{{{1, 0.5}}}], Black]]", "{{0.5}}"),
    (f"ImageChannels[SetAlphaChannel[{RGB}, 0.5]]", "4"),
])
def test_pixels(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Image[5]",
     "Image::imgarray: The specified argument 5 should be an array of rank 2 or 3 with machine-sized numbers."),
    ("Image[{{1, 2}, {3}}]", "Image::imgarray: "),
    ('Image[{{1}}, "Foo"]', "Image::imgdata: "),
    ('Image[{{{1, 2}}}, ColorSpace -> "RGB"]', "Image::imgcs: "),
    ("ImageDimensions[x]", "ImageDimensions::imginv: Expecting an image or graphics instead of x."),
    (f"ImageResize[{I23}, 0]", "ImageResize::imgsize: "),
    (f"ImageTake[{I23}, 3]", "ImageTake::imgrng: "),
    (f"ImagePad[{I23}, -1]", "ImagePad::imgempty: "),
    (f'ColorConvert[{I23}, "Foo"]', "ColorConvert::imgcs: "),
    (f"ImageApply[f, {I23}]", "ImageApply::imgarray: "),
    ("Image[{{1}}, Foo -> 1]", "Image::optx: "),
    ("ImageAssemble[{{1}}]", "ImageAssemble::imglist: "),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert len(outcome.messages) == 1
    assert outcome.messages[0].startswith(message)


def test_files(session: Session, tmp_path: Path) -> None:
    session.evaluate(f"SetDirectory[{str(tmp_path)!r}]".replace("'", '"'))
    session.evaluate('i = RandomImage[1, {7, 5}, ColorSpace -> "RGB"]')
    for extension in ("png", "bmp", "tiff", "gif", "jpg", "webp"):
        assert session.evaluate(f'Export["a.{extension}", i]').text == f"a.{extension}"
        found = session.evaluate(f'{{ImageDimensions[#], ImageType[#]}} &[Import["a.{extension}"]]')
        assert found.text == "{{7, 5}, Byte}"
    assert session.evaluate('Max[Abs[ImageData[Import["a.png"]] - ImageData[i]]] < 1/500').text == "True"
    assert session.evaluate('Import["a.png", "ImageSize"]').text == "{7, 5}"
    session.evaluate('e = NetEncoder[{"Image", {7, 5}}]')
    assert session.evaluate('e[File["a.png"]] == e[Import["a.png"]]').text == "True"
    (tmp_path / "b.png").write_bytes(b"no image")
    assert session.evaluate('Import["b.png"]').text == "$Failed"


def test_image_data_and_gray(session: Session) -> None:
    session.evaluate("a = RandomReal[1, {9, 11, 3}]")
    assert session.evaluate("Max[Abs[ImageData[Image[a]] - a]] < 10^-7").text == "True"
    session.evaluate('gray = ImageData[ColorConvert[Image[a], "Grayscale"]]')
    assert session.evaluate("Max[Abs[gray - a . {0.299, 0.587, 0.114}]] < 10^-6").text == "True"
