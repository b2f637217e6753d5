"""Labels: give frozen `LabelData`, get PDF or ZPL bytes, or a refusal naming the field. Reads nothing, writes nothing."""

from galeon.waybills.label.data import LabelAddress, LabelData, LabelItem
from galeon.waybills.label.limits import address_refusal, label_refusal
from galeon.waybills.label.pdf import label_pdf
from galeon.waybills.label.zpl import label_zpl

__all__ = ["LabelAddress", "LabelData", "LabelItem", "address_refusal", "label_pdf", "label_refusal", "label_zpl"]
