-- Three levels to begin with; a company writes its own over them.
INSERT INTO dunning_level (no, days, fee_minor, fee_currency, title, text) VALUES
(1, 3, 0, '',
 '{"en": "Payment reminder", "es": "Recordatorio de pago", "zh": "付款提醒"}',
 '{"en": "Perhaps it has escaped your notice that the items below are past their due day. We ask you to pay them in the coming days. If your payment is on its way, please take no notice of this letter.",
   "es": "Quizá se le haya pasado que las partidas siguientes han vencido. Le rogamos que las pague en los próximos días. Si su pago está en camino, no tenga en cuenta esta carta.",
   "zh": "以下款项已过到期日，可能是您的疏忽。请于近日内支付。如已付款，请忽略本函。"}'),
(2, 15, 0, '',
 '{"en": "Second reminder", "es": "Segundo recordatorio", "zh": "第二次催款"}',
 '{"en": "In spite of our reminder the items below are still unpaid. Please pay them within seven days, or tell us why you do not.",
   "es": "A pesar de nuestro recordatorio, las partidas siguientes siguen sin pagar. Páguelas en siete días o díganos por qué no lo hace.",
   "zh": "经提醒后，以下款项仍未支付。请在七天内付款，或告知我们未付款的原因。"}'),
(3, 30, 0, '',
 '{"en": "Last reminder", "es": "Último recordatorio", "zh": "最后催款"}',
 '{"en": "The items below have been overdue for a month. If they are not paid within seven days we will accept no further orders and take the matter further.",
   "es": "Las partidas siguientes vencieron hace un mes. Si no se pagan en siete días, no aceptaremos más pedidos y pasaremos el asunto a otras manos.",
   "zh": "以下款项已逾期一个月。如七天内仍未支付，我们将不再接受新订单，并采取进一步措施。"}')
ON CONFLICT (no) DO NOTHING;
